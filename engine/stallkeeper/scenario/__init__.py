"""Plays the stories told of a channel: nothing is real but the engine, and time passes when the story says so."""
