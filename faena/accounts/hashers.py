"""How passwords are hashed: Argon2id as OWASP's Password Storage sheet asks for (19 MiB, two passes, one lane).

Django's own setting takes 100 MiB and eight lanes for each sign-in: eight people, or one stranger who does not even
have an account, would take a small server's memory."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
