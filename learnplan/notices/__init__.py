"""What people are told: an outbox, an in-app inbox and e-mail."""
