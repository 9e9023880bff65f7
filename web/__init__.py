"""What the pages share: text, components, own HTTP end points."""
