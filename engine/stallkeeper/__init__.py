"""Marketplace orders as data."""
