"""Addresses of money, with the places that it is for and what the chosen path would cost."""

from django.urls import path

from plans.funding.views import funds, money
from scripts.chosen.beside.money import path_money
from scripts.places.beside import link_places

urlpatterns = [
    path("<int:plan_id>/money/", money.money, {"link": link_places, "beside": (path_money,)}, name="money"),
    path("promised/", money.promised, {"link": link_places}, name="promised"),
    path("funds/", funds.funds, name="funds"),
    path("funds/new/", funds.fund_new, name="fund_new"),
    path("funds/<int:fund_id>/", funds.fund, name="fund"),
    path("funds/<int:fund_id>/pay-in/", funds.pay_in, name="pay_in"),
    path("funds/<int:fund_id>/formula/", funds.formula_new, name="formula_new"),
    path("formulas/<int:formula_id>/", funds.formula, name="formula"),
    path("formulas/<int:formula_id>/sheet/", funds.formula_sheet, name="formula_sheet"),
]
