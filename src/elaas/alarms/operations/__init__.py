"""Look around for findings, say something of them, close them, note an audit."""
