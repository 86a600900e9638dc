"""What a carer sees and may do: decided part by part, an encouragement, and a kind word when it has ended."""
