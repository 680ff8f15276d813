"""What a stranger may hand us, damaged in thousands of ways: every outcome is a Problem or a typed Error, in time."""
