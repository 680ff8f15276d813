"""DOING IT OVER TIME: sweeps, submissions and deadlines, on a schedule, for every account."""
