"""Nothing to do without a window: the commands live in InitGui.py."""
