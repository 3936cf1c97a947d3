"""Matrix products of the size of a sound's blocks."""

from functools import cache

from threadpoolctl import threadpool_limits


@cache
def one_thread_a_product() -> None:
    """Keep BLAS from spreading a matrix product over threads, in this process and for good.

    Work on sound and picture already has threads of its own. Threads that share a small product wait for the slowest
    of them, and on a busy machine that takes ten times as long as the product.
    """
    threadpool_limits(1, user_api="blas")
