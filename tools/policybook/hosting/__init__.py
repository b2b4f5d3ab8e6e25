"""What happens where policies are proposed: a comment on a pull request and an issue about reviews, kept up to date."""
