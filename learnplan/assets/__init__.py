"""What the browser is sent: fonts, icons, htmx and the one style sheet, built from packages and from static/."""
