"""Tables that are made of others: what each is made of, and keeping it so after every act."""
