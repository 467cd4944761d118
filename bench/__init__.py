"""Speed, each row beside its baseline in the same run: `./dev bench`, docs/performance.md."""
