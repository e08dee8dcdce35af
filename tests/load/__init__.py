"""Many readers at once, without a browser: a client of Streamlit's protocol, and what is measured with it."""
