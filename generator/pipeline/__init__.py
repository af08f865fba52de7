"""The phases put together: build, check, and the shortcut past both when nothing changed."""
