"""A class of its own name for the closing of a ticket; its table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_told")]

    operations = [
        migrations.AlterModelTable("closing", "tickets_closing"),
        migrations.RenameModel("Closing", "TicketClosing"),
    ]
