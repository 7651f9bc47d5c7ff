"""The server itself: how it is, who is connected, what is set, which keys are valid, what happened."""
