from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_branch_photo_positions")]

    operations = [
        migrations.RemoveIndex(model_name="user", name="user_by_name"),
        migrations.AddField(
            model_name="user",
            name="sort_name",
            field=models.CharField(default="", editable=False, max_length=200),
            preserve_default=False,
        ),
        migrations.AddIndex(model_name="user", index=models.Index(fields=["sort_name", "id"], name="user_by_name")),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower"),
        ),
    ]
