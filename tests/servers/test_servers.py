import socket

import pytest
import redis

from tests.servers.redis_server import RedisServer


@pytest.mark.redis
def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()


@pytest.mark.redis
def test_own_redis_keeps_its_data_when_killed(redis_server: RedisServer) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("a", "1")
    redis_server.kill()
    redis_server.start()
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.get("a") == b"1"


@pytest.mark.kafka
def test_kafka_accepts_connections(kafka_servers: str) -> None:
    host, port = kafka_servers.split(",")[0].rsplit(":", 1)
    socket.create_connection((host, int(port)), timeout=5).close()
