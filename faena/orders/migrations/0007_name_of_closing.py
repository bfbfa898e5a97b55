"""A class of its own name for the closing of an order; its table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_customer_name_of_status")]

    operations = [
        migrations.AlterModelTable("closing", "orders_closing"),
        migrations.RenameModel("Closing", "OrderClosing"),
    ]
