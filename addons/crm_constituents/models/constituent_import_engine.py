import functools

ENGINE = object()  # an identity, not a flag: no client can send it in a context


def by_engine(method):
    """Let a method of runs put down what only the import may."""

    @functools.wraps(method)
    def call(self, *args, **kwargs):
        return method(self._engine(), *args, **kwargs)

    return call
