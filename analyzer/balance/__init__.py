"""Weeks of training against the rules of balance."""
