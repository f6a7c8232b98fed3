"""Addresses of documents and of their measures; included in the namespace `web`."""

from django.urls import path

from tasks_app.web.views import columns, documents, duplicates, reshaping, suggestions, versions, workbench

urlpatterns = [
    path("documents/", documents.documents, name="documents"),
    path("documents/import/", documents.document_import, name="document_import"),
    path("documents/suggest/", suggestions.document_suggest, name="document_suggest"),
    path("documents/<int:pk>/", workbench.document, name="document"),
    path("documents/<int:pk>/file/", documents.document_file, name="document_file"),
    path("documents/<int:pk>/history/", documents.document_history, name="document_history"),
    path("documents/<int:pk>/issue/", workbench.document_issue, name="document_issue"),
    path("documents/<int:pk>/confirm/", workbench.document_confirm, name="document_confirm"),
    path("documents/<int:pk>/versions/", versions.document_versions, name="document_versions"),
    path("documents/<int:pk>/versions/carry/", versions.document_carry, name="document_carry"),
    path(
        "documents/<int:pk>/versions/cancel/<int:item>/",
        versions.document_cancel_left,
        name="document_cancel_left",
    ),
    path(
        "documents/<int:pk>/versions/keep/<int:item>/",
        versions.document_keep_left,
        name="document_keep_left",
    ),
    path("documents/<int:pk>/duplicates/", duplicates.document_duplicates, name="document_duplicates"),
    path("documents/<int:pk>/columns/", columns.document_columns, name="document_columns"),
    path("documents/<int:pk>/columns/count/", columns.document_columns_count, name="document_columns_count"),
    path("documents/<int:pk>/mark/", reshaping.document_mark, name="document_mark"),
    path("measures/<int:pk>/", workbench.measure, name="measure"),
    path("measures/<int:pk>/confirm/", workbench.measure_confirm, name="measure_confirm"),
    path("measures/<int:pk>/same/", duplicates.measure_same, name="measure_same"),
    path("measures/<int:pk>/different/", duplicates.measure_different, name="measure_different"),
    path("measures/<int:pk>/ask-again/", duplicates.measure_ask_again, name="measure_ask_again"),
    path("measures/<int:pk>/dismiss/", workbench.measure_dismiss, name="measure_dismiss"),
    path("measures/<int:pk>/reset/", workbench.measure_reset, name="measure_reset"),
    path("measures/<int:pk>/split/", reshaping.measure_split, name="measure_split"),
    path("measures/<int:pk>/merge/", reshaping.measure_merge, name="measure_merge"),
    path("measures/<int:pk>/unmark/", reshaping.measure_unmark, name="measure_unmark"),
]
