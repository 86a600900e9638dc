"""Addresses of money, with the places that it is for and what the chosen path would cost."""

from django.urls import path

from plans.funding import views
from scripts.chosen.beside.money import path_money
from scripts.places.beside import link_places

urlpatterns = [
    path("<int:plan_id>/money/", views.money, {"link": link_places, "beside": (path_money,)}, name="money"),
    path("promised/", views.promised, {"link": link_places}, name="promised"),
    path("funds/", views.funds, name="funds"),
    path("funds/new/", views.fund_new, name="fund_new"),
    path("funds/<int:fund_id>/", views.fund, name="fund"),
    path("funds/<int:fund_id>/pay-in/", views.pay_in, name="pay_in"),
    path("funds/<int:fund_id>/formula/", views.formula_new, name="formula_new"),
    path("formulas/<int:formula_id>/", views.formula, name="formula"),
    path("formulas/<int:formula_id>/sheet/", views.formula_sheet, name="formula_sheet"),
]
