"""Routes of accounts. The sign-in library looks for some names without a room before them; nothing else of it is
mounted."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from faena.accounts.views import (
    access,
    accesses,
    columns,
    entrance,
    factors,
    handing,
    me,
    open_work,
    photos,
    saved_views,
    tokens,
    users,
    welcome,
)

# /users/
people = [
    path("", users.users, name="users"),
    path("new/", users.new_user, name="new_user"),
    path("<int:pk>/", users.user, name="user"),
    path("<int:pk>/edit/", users.edit_user, name="edit_user"),
    path("<int:pk>/role/", open_work.role, name="role"),
    path("<int:pk>/activation/", users.activation, name="activation"),
    path("<int:pk>/deactivation/", open_work.deactivation, name="deactivation"),
    path("<int:pk>/open-work/", open_work.hand_over, name="hand_over"),
    path("<int:pk>/invitation/", users.invite, name="invite"),
    path("<int:pk>/invitation/link/", handing.invitation_link, name="invitation_link"),
    path("<int:pk>/deletion/", users.delete, name="delete"),
    path("<int:pk>/limits/", users.limits, name="limits"),
    path("<int:pk>/sessions/end/", access.user_sessions_end, name="user_sessions_end"),
    path("<int:pk>/factors/removal/", access.user_factors_removal, name="user_factors_removal"),
    path("<int:pk>/photo/", photos.photo, name="photo"),
    path("<int:pk>/photo/change/", users.change_photo, name="change_photo"),
    path("<int:pk>/photo/removal/", users.remove_photo, name="remove_photo"),
]

# /me/
mine = [
    path("", me.profile, name="profile"),
    path("photo/", me.change_photo, name="change_own_photo"),
    path("photo/removal/", me.remove_photo, name="remove_own_photo"),
    path("access/", access.access, name="access"),
    path("notices/", me.notices, name="notices"),
    path("sessions/end/", access.session_end, name="session_end"),
    path("sessions/others/end/", access.sessions_end, name="sessions_end"),
    path("passkeys/new/", factors.new_passkey, name="new_passkey"),
    path("passkeys/new/challenge/", factors.new_passkey_challenge, name="new_passkey_challenge"),
    path("authenticator-app/", factors.app, name="app"),
    path("factors/removal/", factors.removal, name="factor_removal"),
    path("api/", tokens.tokens, name="tokens"),
    path("api/new/", tokens.new_token, name="new_token"),
    path("api/made/", tokens.made, name="token_made"),
    path("api/revocation/", tokens.revoke, name="revoke_token"),
    path("recovery-codes/", factors.recovery_codes, name="recovery_codes"),
]

# /access/
journal = [path("", accesses.accesses, name="accesses")]

# /views/
views = [
    path("columns/", columns.columns, name="columns"),
    path("new/", saved_views.new_view, name="new_view"),
    path("<int:pk>/", saved_views.view, name="view"),
    path("<int:pk>/deletion/", saved_views.delete, name="delete_view"),
]

rooms: list[URLPattern | URLResolver] = [
    path("users/", include(people)),
    path("me/", include(mine)),
    path("settings/second-factor/", access.factor_roles, name="factor_roles"),
    path("settings/api/", tokens.all_tokens, name="all_tokens"),
    path("passkey/challenge/", factors.challenge, name="passkey_challenge"),
    path("sign-in/passkey/", factors.passkey, name="passkey"),
    path("access/", include(journal)),
    path("views/", include(views)),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("invitation/<token:token>/", welcome.invitation, name="invitation"),
    path("setup/<token:token>/", welcome.setup, name="setup"),
]

urlpatterns = [
    path("", include((rooms, "accounts"))),
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/factor/", factors.factor, name="mfa_authenticate"),
    path("me/password/", me.password, name="account_change_password"),
    path("password/reset/", entrance.recovery, name="account_reset_password"),
    path("password/reset/sent/", entrance.recovery_sent, name="account_reset_password_done"),
    path("password/reset/done/", entrance.recovered_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]*[0-9A-Za-z]|[^/]+)[^0-9A-Za-z/]*(?:/[^0-9A-Za-z/]+)?/$",
        entrance.recovered,
        name="account_reset_password_from_key",
    ),
]
