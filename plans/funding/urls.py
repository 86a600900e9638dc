"""Addresses of funds and formulas; the pages of money that link to places are composed in home."""

from django.urls import path

from plans.funding import views

urlpatterns = [
    path("funds/", views.funds, name="funds"),
    path("funds/new/", views.fund_new, name="fund_new"),
    path("funds/<int:fund_id>/", views.fund, name="fund"),
    path("funds/<int:fund_id>/pay-in/", views.pay_in, name="pay_in"),
    path("funds/<int:fund_id>/formula/", views.formula_new, name="formula_new"),
    path("formulas/<int:formula_id>/", views.formula, name="formula"),
    path("formulas/<int:formula_id>/sheet/", views.formula_sheet, name="formula_sheet"),
]
