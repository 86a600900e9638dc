"""Step 4: agreements, offers and the places brokered between institutions."""
