app_name = "cash"
urlpatterns = []
