import { chromium } from '@playwright/test';
import { readFileSync, readdirSync } from 'node:fs';
const dir='../public/images/';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const files=process.argv.slice(2).length?process.argv.slice(2):readdirSync(dir).filter(f=>/-1280\.webp/.test(f));
for(const f of files){const p=await b.newPage({viewport:{width:1280,height:960}});
await p.setContent(`<body style="margin:0;background:${f.includes('dark')?'#111a2c':'#fff'}"><img id=i src="data:image/webp;base64,${readFileSync(dir+f).toString('base64')}"></body>`);
await p.waitForTimeout(200); await p.locator('#i').screenshot({path:'/tmp/out/look/'+f.replace('.webp','.png')}); await p.close();}
await b.close();
