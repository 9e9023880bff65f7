"""Errata with computed evidence, glossary, references."""
