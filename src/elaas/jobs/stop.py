"""How a command fails."""


class Stop(SystemExit):
    """The command cannot go on; its one sentence says why.

    `elaas` puts the command's name before the sentence, prints it on standard error and answers 1.
    """

    def __init__(self, sentence: object) -> None:
        """`sentence`: what the operator should know, with its period."""
        super().__init__(str(sentence))
