"""What analysts connect with, against the running core."""
