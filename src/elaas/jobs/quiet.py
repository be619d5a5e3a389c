"""Log lines about jobs that failed, without what may stand in an exception's text."""

import logging


class NoTraceback(logging.Filter):
    """Of an exception only its kind is told: the rest may quote what somebody is called."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the line, and let it through."""
        if record.exc_info and record.exc_info[0]:
            record.msg = f"{record.getMessage()} ({record.exc_info[0].__name__})"
            record.args, record.exc_info, record.exc_text = None, None, None
        return True
