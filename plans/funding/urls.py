"""Addresses of funds and formulas; the pages of money that link to places are composed in home."""

from django.urls import path

from plans.funding.views import funds

urlpatterns = [
    path("funds/", funds.funds, name="funds"),
    path("funds/new/", funds.fund_new, name="fund_new"),
    path("funds/<int:fund_id>/", funds.fund, name="fund"),
    path("funds/<int:fund_id>/pay-in/", funds.pay_in, name="pay_in"),
    path("funds/<int:fund_id>/formula/", funds.formula_new, name="formula_new"),
    path("formulas/<int:formula_id>/", funds.formula, name="formula"),
    path("formulas/<int:formula_id>/sheet/", funds.formula_sheet, name="formula_sheet"),
]
