"""What the server can do, a file a feature: functions of a snapshot and a place, which change nothing."""
