"""Works for all accounts day after day: reads what is new, sends what was asked for, minds what falls due."""
