"""Faults of whoever publishes: killed, out of room, two at once."""
