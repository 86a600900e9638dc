"""Addresses of scripts."""

urlpatterns: list = []
