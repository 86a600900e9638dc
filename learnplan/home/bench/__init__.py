"""Measuring: pages beside a bare page, on generated databases of three sizes, and the roster import beside COPY."""
