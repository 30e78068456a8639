"""The version of gouji, in one place."""

VERSION = "0.1.0"
