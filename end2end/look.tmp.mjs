import { chromium } from '@playwright/test';
const BASE='http://127.0.0.1:3104', OUT='/tmp/out/look/';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-background-networking']});
async function as(email,w,h,scheme='light'){const c=await b.newContext({baseURL:BASE,viewport:{width:w,height:h},colorScheme:scheme,deviceScaleFactor:1});
 if(email){const r=await c.request.post('/api/v1/auth/login',{data:{email:email+'@demo.peertest.local',password:'demo-password'}}); if(!r.ok())console.log(r.status());}
 return c;}
async function shot(c,path,name,opt={}){const p=await c.newPage();await p.goto(path);await p.waitForFunction(()=>document.documentElement.hasAttribute('data-hydrated'),null,{timeout:30000}).catch(()=>console.log('no hydr',path)); if(opt.act)await opt.act(p); await p.waitForTimeout(600);await p.screenshot({path:OUT+name+'.png',fullPage:!!opt.full});
 if(opt.snap) console.log((await p.locator('main').ariaSnapshot()).slice(0,3500));
 await p.close();}
let c;
for(const [w,h] of [[1280,800],[900,640]]){
 c=await as('mia.tester',w,h); let cl=(await (await c.request.get('/api/v1/claims')).json()).items.find(x=>x.status==='active'); await shot(c,`/claims/${cl.id}?step=3`,`annot-mia-${w}`,{act:async p=>{await p.locator('img').first().click();await p.waitForTimeout(800)}}); await c.close();
 c=await as('nora.client',w,h,w==900?'dark':'light');
 const ps=(await (await c.request.get('/api/v1/projects')).json()).items;
 const pid=ps.find(p=>/web shop/.test(p.name)).id;
 const p=await c.newPage(); await p.goto('/dashboard'); const hrefs=await p.locator('main a[href*="/jobs/"]').evaluateAll(as=>as.map(a=>a.getAttribute('href')+' '+a.textContent)); console.log(hrefs); await p.close();
 const rev=hrefs.find(h=>/Search and filters/.test(h)).split(' ')[0]; console.log(rev);
 await shot(c,rev.endsWith('/review')?rev:rev+'/review',`review-${w}`,{snap:w==1280});
 const dr=hrefs.find(h=>/Gift cards/.test(h)).split(' ')[0];
 await shot(c,dr,`publish-${w}`,{act:async p=>{await p.getByRole('button',{name:'Publish…'}).click();}});
 await shot(c,dr+'/edit',`edit-${w}`);
 await c.close();
 c=await as('priya.tester',w,h); const js=(await (await c.request.get('/api/v1/jobs')).json()).items; await shot(c,'/jobs/'+js.find(j=>/Plan a bike/.test(j.title)).id,'job-'+w); await c.close();
}
await b.close();
