"""Trees, findings and reviews to pages and reports: the only place that writes markup."""
