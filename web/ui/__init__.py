"""What every page is made of: words, navigation, widgets tied to the link, numbers."""
