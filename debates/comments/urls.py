"""The private addresses of comments."""

from django.urls import path

from debates.comments.views import own, setting, writing

app_name = "comments"

urlpatterns = [
    path("debates/<slug:slug>/comment/", writing.write, name="write"),
    path("debates/<slug:slug>/comments/me/", own.mine, name="mine"),
    path("comments/preview/", writing.preview, name="preview"),
    path("comments/<int:pk>/reply/", writing.reply, name="reply"),
    path("comments/<int:pk>/edit/", writing.edit, name="edit"),
    path("comments/<int:pk>/withdraw/", own.withdraw, name="withdraw"),
    path("comments/<int:pk>/hide-stance/", own.hide_stance, name="hide_stance"),
    path("comments/<int:pk>/rate/", own.rate, name="rate"),
    path("comments/<int:pk>/pin/", setting.pin, name="pin"),
    path("account/comments/", own.all_mine, name="all_mine"),
    path("moderating/comments/", setting.discussions, name="discussions"),
    path("moderating/comments/<int:pk>/", setting.discussion, name="discussion"),
    path("moderating/words/", setting.watched_words, name="watched_words"),
    path("moderating/words/<int:pk>/delete/", setting.delete_watched_word, name="delete_watched_word"),
]
