from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="source", name="digest", field=models.BinaryField(default=bytes)
        ),
        migrations.AddField(model_name="source", name="facts", field=models.JSONField(null=True)),
    ]
