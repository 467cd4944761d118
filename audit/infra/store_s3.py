"""The store in an S3 bucket: `s3://bucket?endpoint=http://...&region=...` and so on.

Options of the URL: `endpoint` (a server other than Amazon's; addressed path style), `region`,
`access_key` and `secret_key` (else boto3's usual environment), `public_endpoint` (the name under
which phones reach the same server, when it differs from ours).

Whether two different contents sent at the same instant can both pass If-None-Match depends on the
server (Amazon S3: no; OpenStack Swift: yes, the later stays), which is why originals are named by
their hash and upload addresses sign theirs: then all who write one key write the same bytes.

The only file that imports boto3; imported by `open_store` only when such a store is opened. Waits
are bounded: a store that does not answer is `store.unavailable` after at most about a minute.
"""

import contextlib
import hashlib
import uuid
from base64 import b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from audit.infra.failpoints import reach
from audit.infra.store import Absent, AlreadyOther, TooLong, Upload, checked_key, checked_upload
from audit.problems import Problem

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client  # stubs: nothing to import where the product runs

_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 3, 15, 3
_PIECE_BYTES = 256 * 1024
_ABSENT = {"404", "NoSuchKey"}
_IN_USE = {"PreconditionFailed", "412"}


class S3Store:
    """A `Store` in `bucket`. Clients of boto3 are safe to share by threads, so is this."""

    def __init__(self, client: "S3Client", signer: "S3Client", bucket: str) -> None:
        self._client, self._signer, self._bucket = client, signer, bucket

    def upload(
        self, key: str, *, sha256: str, size_bytes: int, media_type: str, valid_seconds: int
    ) -> Upload:
        """See `Store.upload`; the address leads to the S3 server itself.

        Without these four parameters boto3 signs `host` only: any bytes, any size (N10).
        """
        checked_upload(key, sha256, size_bytes, valid_seconds)
        checksum = _base64(sha256)
        with _reported():
            url = self._signer.generate_presigned_url(
                "put_object",
                Params={
                    "Bucket": self._bucket,
                    "Key": key,
                    "ContentLength": size_bytes,
                    "ContentType": media_type,
                    "ChecksumSHA256": checksum,
                    "IfNoneMatch": "*",
                },
                ExpiresIn=valid_seconds,
            )
        headers = {"Content-Type": media_type, "x-amz-checksum-sha256": checksum}
        return Upload(url, headers | {"If-None-Match": "*"})

    def read(self, key: str, limit_bytes: int) -> bytes:
        """See `Store.read`."""
        with _reported():
            reach("store.s3.read")
            answer = self._client.get_object(Bucket=self._bucket, Key=checked_key(key))
            with contextlib.closing(answer["Body"]) as body:
                data = body.read(limit_bytes + 1)
        if len(data) > limit_bytes:
            raise TooLong(limit_bytes)
        return data

    def write_once(self, key: str, data: bytes, media_type: str, sha256: str) -> None:
        """See `Store.write_once`."""
        checked_key(key)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ValueError("sha256 is not that of data")
        if not self._put(key, data, media_type) and self._stored_sha256(key) != sha256:
            raise AlreadyOther

    def exists(self, key: str) -> int | None:
        """See `Store.exists`."""
        try:
            with _reported():
                head = self._client.head_object(Bucket=self._bucket, Key=checked_key(key))
        except Absent:
            return None
        return head["ContentLength"]

    def delete(self, key: str) -> None:
        """See `Store.delete`."""
        with contextlib.suppress(Absent), _reported():
            self._client.delete_object(Bucket=self._bucket, Key=checked_key(key))

    def check(self) -> None:
        """See `Store.check`: refuses a second write, refuses a wrong checksum."""
        key = f"probe/{uuid.uuid4().hex}"
        try:
            self._put(key, b"1", "text/plain")
            if self._put(key, b"2", "text/plain"):
                raise Problem("store.unfit", ability="If-None-Match: *")
            if self._takes_wrong_checksum(f"{key}-2"):
                raise Problem("store.unfit", ability="x-amz-checksum-sha256")
        finally:
            self.delete(key)
            self.delete(f"{key}-2")

    def _put(self, key: str, data: bytes, media_type: str) -> bool:
        """True when stored now, False when something is there already."""
        try:
            reach("store.s3.begin")
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentLength=len(data),
                ContentType=media_type,
                ChecksumSHA256=b64encode(hashlib.sha256(data).digest()).decode(),
                IfNoneMatch="*",
            )
        except ClientError as error:
            if _code(error) in _IN_USE:
                return False
            raise Problem("store.unavailable") from error
        except BotoCoreError as error:
            raise Problem("store.unavailable") from error
        reach("store.s3.done")
        return True

    def _stored_sha256(self, key: str) -> str:
        """By reading it: HEAD does not tell the checksum everywhere."""
        digest = hashlib.sha256()
        with _reported():
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
            with contextlib.closing(answer["Body"]) as body:
                for piece in body.iter_chunks(_PIECE_BYTES):
                    digest.update(piece)
        return digest.hexdigest()

    def _takes_wrong_checksum(self, key: str) -> bool:
        wrong = b64encode(hashlib.sha256(b"other").digest()).decode()
        try:
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=b"probe", ChecksumSHA256=wrong
            )
        except ClientError as error:
            return _status(error) >= 500  # a 5xx proves nothing, only a 4xx is a refusal
        except BotoCoreError as error:
            raise Problem("store.unavailable") from error
        return True


def open_here(url: str, _signing_key: bytes, _public_url: str) -> S3Store:
    """The store of `s3://bucket?...`; ValueError without a bucket or with an unknown option."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = options.keys() - {"endpoint", "public_endpoint", "region", "access_key", "secret_key"}
    if not parts.netloc or unknown:
        raise ValueError(f"s3://bucket?...: no bucket, or unknown options {sorted(unknown)}")
    client = _client(options, options.get("endpoint"))
    public = options.get("public_endpoint")
    return S3Store(client, _client(options, public) if public else client, parts.netloc)


def _client(options: dict[str, str], endpoint: str | None) -> "S3Client":
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=options.get("region"),
        aws_access_key_id=options.get("access_key"),
        aws_secret_access_key=options.get("secret_key"),
        config=Config(
            signature_version="s3v4",
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"},
            max_pool_connections=16,
            s3={"addressing_style": "path" if endpoint else "auto"},
        ),
    )


def _base64(sha256: str) -> str:
    return b64encode(bytes.fromhex(sha256)).decode()


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code"))


def _status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)


@contextlib.contextmanager
def _reported() -> Iterator[None]:
    """Turn the server's words into ours."""
    try:
        yield
    except ClientError as error:
        if _code(error) in _ABSENT:
            raise Absent from error
        raise Problem("store.unavailable") from error
    except BotoCoreError as error:
        raise Problem("store.unavailable") from error
