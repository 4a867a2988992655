"""The app for a browser: drop a watch file, see the session; on the runner's own machine, or a club's."""
