"""What is wrong, overdue or worth a look in a book: findings from pure functions of the book and a date."""
