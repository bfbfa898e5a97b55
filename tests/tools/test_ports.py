"""Another program on the port is told in a sentence, before anything of ours is started."""

import socket

import pytest

import dev
from tools import SetupError


def test_the_port_is_asked_for_again_right_before_it_is_listened_on():
    """M38: it may have been taken while packages and the demo were set up."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(SetupError, match=rf"Port {port} .* is taken(?s:.*)dev\.py run --port {port + 1}"):
            dev.serve_together("run", "127.0.0.1", port, {}, "")
