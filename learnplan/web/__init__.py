"""How a view answers: pages, their parts and their lists, forms and uploads, and the reports of imports."""
